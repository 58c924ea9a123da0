import { dirname } from 'node:path'
import { inject } from 'vitest'
import { preparedFolder } from '../prepared-folder.ts'

await preparedFolder(dirname(inject('installedApp')))
