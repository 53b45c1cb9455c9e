import { expect, it } from 'vitest'
import { pinnedProblem } from './pinned-headers.ts'

it.each([
  [{ 'Content-Language': 'zh-CN', 'Content-MD5': 'XrY7u+Ae7tCTyyK7j1rNww==', 'X-Project': 'a b' }, undefined],
  [{ 'Content Language': 'de' }, { problem: 'name', name: 'Content Language' }],
  [{ 'X-Project': '项目' }, { problem: 'value', name: 'X-Project' }],
  [{ 'X-Project': ' ' }, { problem: 'value', name: 'X-Project' }],
  [
    { 'X-Project': '1', 'x-project': '2' },
    { problem: 'duplicate', name: 'x-project' },
  ],
  [{ 'Content-Type': 'a/b' }, { problem: 'field', name: 'Content-Type' }],
  [{ 'x-oss-meta-a': 'b' }, { problem: 'field', name: 'x-oss-meta-a' }],
  [{ 'x-oss-date': '1' }, { problem: 'signing', name: 'x-oss-date' }],
  [{ 'x-oss-signature-version': '1' }, { problem: 'signing', name: 'x-oss-signature-version' }],
  [{ Host: 'a.example' }, { problem: 'client', name: 'Host' }],
  [{ 'User-Agent': 'me' }, { problem: 'client', name: 'User-Agent' }],
  [{ 'Sec-Fetch-Mode': 'cors' }, { problem: 'client', name: 'Sec-Fetch-Mode' }],
  [{ 'If-None-Match': '*' }, { problem: 'refused', name: 'If-None-Match' }],
])('of the further headers %j is said: %j', (headers, problem) => {
  expect(pinnedProblem(headers)).toEqual(problem)
})
