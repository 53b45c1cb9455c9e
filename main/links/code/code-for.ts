// A link as a command or a small program, ready to run: it streams the file, sends exactly the headers of the link, takes
// any 2xx for success, and otherwise shows what OSS says and ends as a failure.
import type { CodeLanguage } from '../../../shared/hand-over.ts'
import { android } from './android.ts'
import { browser } from './browser.ts'
import { cpp } from './cpp.ts'
import { csharp } from './csharp.ts'
import { curlCmd, curlPosix } from './curl.ts'
import { go } from './go.ts'
import { java } from './java.ts'
import { node } from './node.ts'
import { php } from './php.ts'
import { powerShell } from './powershell.ts'
import { python } from './python.ts'
import type { UploadFacts } from './upload-facts.ts'

const generators: Readonly<Record<CodeLanguage, (facts: UploadFacts) => string>> = {
  curl: curlPosix,
  cmd: curlCmd,
  powershell: powerShell,
  python,
  node,
  browser,
  java,
  go,
  php,
  csharp,
  cpp,
  android,
}

export const codeFor = (language: CodeLanguage, facts: UploadFacts): string => generators[language](facts)
