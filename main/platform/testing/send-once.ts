// Run as a process of its own, because the system's certificates are read once in a process: sends the request given
// as JSON and prints the status of the answer, or the code of the error.
import { AppError } from '../../../shared/errors.ts'
import { createHttpTransport } from '../http-transport.ts'
import type { RoutedRequest } from '../proxy-hop.ts'

const transport = createHttpTransport()
// The test that starts this wrote it from such a request.
const request = JSON.parse(process.argv[2] ?? '') as RoutedRequest
try {
  const { response } = await transport.send(request, { kind: 'none' }, { signal: new AbortController().signal })
  process.stdout.write(String(response.status))
} catch (error) {
  process.stdout.write(error instanceof AppError ? error.code : String(error))
}
transport.close()
