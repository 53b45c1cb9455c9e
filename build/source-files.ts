import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')

/** The files under some folders of the project, as paths from its root with forward slashes. */
export const sourceFiles = (folders: string[], endings: string[]): string[] =>
  folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        `${folder}/${name}`.replaceAll('\\', '/'),
      ),
    )
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()
