import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import type { FileStat, Sources } from '../uploads/ports.ts'
import { fileError } from './file-error.ts'
import { checksumFile } from './file-checksum.ts'
import { isJunk } from './junk-names.ts'
import { walkHere } from './walk-folder.ts'

export type DiskSourcesOptions = {
  /** Reads folders; in this thread, which it then blocks, when absent. */
  walk?: Sources['walk']
  /** Where whole files are read; in this thread when absent. */
  checksum?: NonNullable<Sources['crc64']>
}

const fileStat = ({ size, mtimeMs }: Stats): FileStat => ({ size, mtimeMs })

async function describe(path: string): Promise<Stats> {
  try {
    return await stat(path)
  } catch (error) {
    throw fileError(error)
  }
}

export function createDiskSources(options: DiskSourcesOptions = {}): Sources {
  return {
    async inspect(path) {
      const found = await describe(path)
      if (found.isDirectory()) return { kind: 'folder' }
      if (!found.isFile()) throw new AppError('file.special')
      return { kind: 'file', stat: fileStat(found) }
    },
    stat: async (path) => fileStat(await describe(path)),
    walk: options.walk ?? ((path, signal) => walkHere(path, isJunk, signal)),
    crc64: options.checksum ?? checksumFile,
  }
}
