import type { Benchmark } from '../benchmark.ts'

export const size: Benchmark = {
  name: 'size',
  title: 'Size',
  about: `What npm fetches of the package itself, what that is unpacked, and all that is installed with its dependencies (without
\`pg\`, which is optional).`,
  columns: [
    { figure: 'packedKb', title: 'fetched, kB', digits: 0 },
    { figure: 'unpackedKb', title: 'unpacked, kB', digits: 0 },
    { figure: 'installedKb', title: 'installed with dependencies, kB', digits: 0 },
    { figure: 'packages', title: 'packages', digits: 0 },
  ],
  variants: [
    { name: 'hookwright', label: 'hookwright', file: 'size.ts', args: { name: 'hookwright' } },
    { name: 'receiver', label: '@hookwright/receiver', file: 'size.ts', args: { name: 'receiver' } },
  ],
  goals: [],
  isExact: true,
}
