// `import 'node:http'` asks for each of its exports, and one of them loads all of Node's fetch: a tenth of a second of
// processor for every thread that begins.
export const { Agent: HttpAgent, request: httpRequest } = process.getBuiltinModule('node:http')
export const { Agent: HttpsAgent, request: httpsRequest } = process.getBuiltinModule('node:https')
