import { receive } from './receiver.js'

export default { fetch: (request) => receive(request) }
