import { about, notTold } from './about.ts'
import { isContentHeader } from './powershell.ts'
import { quoteJson as quote } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

export function csharp(facts: UploadFacts): string {
  const headers = facts.headers.map((header) => {
    const list = isContentHeader(header) ? 'request.Content.Headers' : 'request.Headers'
    return `${list}.TryAddWithoutValidation(${quote(header.name)}, ${quote(header.value)});\n`
  })
  const told = facts.hasCallback
    ? `if ((int)answer.StatusCode == 203) Console.Error.WriteLine(${quote(notTold)});\n`
    : ''
  return `${about(facts, '//', ['.NET 6 or later, as Program.cs of a console project: dotnet run [file]'])}
using System;
using System.IO;
using System.Net.Http;
using System.Threading;

var path = args.Length > 0 ? args[0] : ${quote(facts.fileName)};
var url = ${quote(facts.url)};

using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
using var file = File.OpenRead(path);
using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StreamContent(file) };
${headers.join('')}using var answer = await client.SendAsync(request);
var text = await answer.Content.ReadAsStringAsync();
if (!answer.IsSuccessStatusCode)
{
    Console.Error.WriteLine("Not uploaded: HTTP " + (int)answer.StatusCode + " " + text);
    return 1;
}
${told}Console.WriteLine("Uploaded. " + text);
return 0;
`
}
