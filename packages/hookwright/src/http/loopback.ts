/** Whether only this machine answers to a host name, as a server or a URL writes it. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){1,3}|::1|\[::1\])$/i.test(hostname)
}
