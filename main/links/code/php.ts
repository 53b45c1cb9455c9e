import { about, notTold } from './about.ts'
import { quotePhp as quote } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

export function php(facts: UploadFacts): string {
  const headers = facts.headers.map(({ name, value }) => `        ${quote(`${name}: ${value}`)},\n`).join('')
  const told = facts.hasCallback ? `if ($status === 203) {\n    fwrite(STDERR, ${quote(notTold)} . PHP_EOL);\n}\n` : ''
  return `<?php
${about(facts, '//', ['PHP 7.4 or later with its curl extension: php upload.php [file]'])}
$path = $argv[1] ?? ${quote(facts.fileName)};
$file = fopen($path, 'rb');
if ($file === false) {
    exit(1);
}

$curl = curl_init(${quote(facts.url)});
curl_setopt_array($curl, [
    CURLOPT_UPLOAD => true,
    CURLOPT_INFILE => $file,
    CURLOPT_INFILESIZE => fstat($file)['size'],
    CURLOPT_HTTPHEADER => [${headers === '' ? '' : '\n'}${headers}${headers === '' ? '' : '    '}],
    CURLOPT_RETURNTRANSFER => true,
]);
$text = curl_exec($curl);
$status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
if ($text === false || $status < 200 || $status > 299) {
    fwrite(STDERR, 'Not uploaded: ' . ($text === false ? curl_error($curl) : "HTTP $status $text") . PHP_EOL);
    exit(1);
}
${told}echo 'Uploaded. ', $text, PHP_EOL;
`
}
