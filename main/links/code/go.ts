import { about, notTold } from './about.ts'
import { quoteJson as quote } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

/** Without ContentLength Go would send the file in chunks. */
export function go(facts: UploadFacts): string {
  const headers = facts.headers.map(({ name, value }) => `\trequest.Header.Set(${quote(name)}, ${quote(value)})\n`)
  const told = facts.hasCallback
    ? `\tif answer.StatusCode == 203 {\n\t\tfmt.Fprintln(os.Stderr, ${quote(notTold)})\n\t}\n`
    : ''
  return `${about(facts, '//', ['go run upload.go [file]'])}
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

const url = ${quote(facts.url)}

func main() {
	path := ${quote(facts.fileName)}
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	if err := upload(path); err != nil {
		fmt.Fprintln(os.Stderr, "Not uploaded:", err)
		os.Exit(1)
	}
}

func upload(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPut, url, file)
	if err != nil {
		return err
	}
	request.ContentLength = info.Size()
${headers.join('')}	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("HTTP %d %s", answer.StatusCode, text)
	}
${told}	fmt.Println("Uploaded.", string(text))
	return nil
}
`
}
