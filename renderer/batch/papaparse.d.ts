// What is used of Papa Parse. Its published types bring those of Node with them, which a page does not have.
declare module 'papaparse' {
  type Parser = { pause(): void; resume(): void; abort(): void }
  type ParseError = { code: string; row?: number }
  type Results = { data: string[][]; errors: ParseError[] }
  type Config = {
    delimiter: string
    quoteChar?: string
    skipEmptyLines: 'greedy'
    /** In characters: so much is read before `chunk` is told. */
    chunkSize: number
    chunk: (results: Results, parser: Parser) => void
    complete: () => void
  }
  const Papa: { parse(text: string, config: Config): void }
  export { Papa as default }
}
