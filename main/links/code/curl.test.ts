import { describe, expect, it } from 'vitest'
import { curlCmd, curlPosix } from './curl.ts'
import { uploadFacts } from './upload-facts.ts'

const command = (objectKey: string, headers: { name: string; value: string }[] = []): string =>
  curlPosix(uploadFacts({ url: 'https://shop.example/x', objectKey, headers, expiresAtMs: 0 }))

describe('the curl command', () => {
  it.each([
    ['[1-3]{a,b}.txt', "-g -T '[1-3]{a,b}.txt'"],
    ['-T', "-T './-T'"],
    ['a/../b.txt', "--path-as-is -T 'b.txt'"],
    ['folder/', "-X PUT -H 'Content-Type:' --data-binary '@file'"],
  ])('sends a file for the key %s', (objectKey, words) => {
    expect(command(objectKey)).toContain(`curl ${words} `)
  })

  it('does not take the type back that it was given', () => {
    const headers = [{ name: 'Content-Type', value: 'text/plain' }]
    expect(command('folder/', headers)).toContain("-X PUT --data-binary '@file' -H 'Content-Type: text/plain'")
  })

  it('is the program for PowerShell where a line of cmd.exe is too short for the headers', () => {
    const headers = ['x-oss-callback', 'x-oss-callback-var'].map((name) => ({ name, value: 'e'.repeat(5000) }))
    const facts = uploadFacts({ url: 'https://shop.example/x', objectKey: 'a', headers, expiresAtMs: 0 })
    expect(curlCmd(facts)).toMatch(/^# Too long for the Command Prompt: paste it into PowerShell\.\n/)
    expect(curlCmd(facts)).toContain('System.Net.Http.HttpClient')
    expect(curlPosix(facts)).toContain("-H 'x-oss-callback-var: eeee")
  })

  it('for Windows names the program fully, and keeps cmd.exe from reading the address', () => {
    const facts = uploadFacts({ url: 'https://shop.example/x?a=%2F&b', objectKey: 'a', headers: [], expiresAtMs: 0 })
    expect(curlCmd(facts)).toMatch(/^curl\.exe -T \^"a\^" .* \^"https:\/\/shop\.example\/x\?a=\^%2F\^&b\^"$/)
  })
})
