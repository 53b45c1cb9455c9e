import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'

export type NewFolder = {
  /** As it is on the disk: numbered when the name was taken. */
  name: string
  /** Throws AppError `file.notSaved`, also when there is such a file. */
  write(fileName: string, text: string): Promise<void>
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** A folder that was not there before, so that nothing in it is replaced. Throws AppError `file.notSaved`. */
export async function createNewFolder(parent: string, wanted: string): Promise<NewFolder> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} (${number})`
    try {
      await mkdir(join(parent, name))
    } catch (cause) {
      if (isTaken(cause)) continue
      throw new AppError('file.notSaved', { cause })
    }
    return {
      name,
      write: async (fileName, text) => {
        try {
          await writeFile(join(parent, name, fileName), text, { flag: 'wx' })
        } catch (cause) {
          throw new AppError('file.notSaved', { cause })
        }
      },
    }
  }
}
