import { inject } from 'vitest'
import { preparedFolder } from '../prepared-folder.ts'

await preparedFolder(inject('builtExamples'))
