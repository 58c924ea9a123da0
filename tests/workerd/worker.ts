import { createWorker, showErrors } from '@cloudwerk/core/worker'
import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { basics, legacy } from './objects/basics.ts'
import { chains } from './objects/chains.ts'
import { crossing } from './objects/crossing.ts'
import { failing } from './objects/errors.ts'
import { limits } from './objects/limits.ts'
import { mistaken } from './objects/mistakes.ts'
import { parts } from './objects/parts.ts'
import { passing } from './objects/passing.ts'
import { reach } from './objects/reach.ts'
import { silent } from './objects/silence.ts'
import { database } from './objects/sql.ts'
import { ringing, storing } from './objects/storage.ts'
import { tested } from './objects/tested.ts'
import * as routes from './routes.ts'

export * from './runtime-objects.ts'

export const Basics = toDurableObjectClass(basics, { name: 'Basics' })
export const Legacy = toDurableObjectClass(legacy, { name: 'Legacy' })
export const Chains = toDurableObjectClass(chains, { name: 'Chains' })
export const Crossing = toDurableObjectClass(crossing, { name: 'Crossing' })
export const Parts = toDurableObjectClass(parts, { name: 'Parts' })
export const Inspected = toDurableObjectClass(basics, { name: 'Inspected', inspect: true })
export const Tested = toDurableObjectClass(tested, { name: 'Tested', inspect: true })
export const Failing = toDurableObjectClass(failing, { name: 'Failing' })
export const Database = toDurableObjectClass(database, { name: 'Database' })
export const Storing = toDurableObjectClass(storing, { name: 'Storing' })
export const Ringing = toDurableObjectClass(ringing, { name: 'Ringing' })
export const Limits = toDurableObjectClass(limits, { name: 'Limits' })
export const Passing = toDurableObjectClass(passing, { name: 'Passing' })
export const Mistakes = toDurableObjectClass(mistaken, { name: 'Mistakes' })
export const Silent = toDurableObjectClass(silent, { name: 'Silent', dev: true })
export const Reach = toDurableObjectClass(reach, { name: 'Reach' })

export default createWorker({
  routes: routes.all,
  objects: {
    Basics: 'BASICS',
    Legacy: 'LEGACY',
    Chains: 'CHAINS',
    Crossing: 'CROSSING',
    Parts: 'PARTS',
    Inspected: 'INSPECTED',
    Tested: 'TESTED',
    Failing: 'FAILING',
    Database: 'DATABASE',
    Storing: 'STORING',
    Passing: 'PASSING',
    Reach: 'REACH',
    Silent: 'SILENT',
    Mistakes: 'MISTAKES',
    MadeByChange: 'MADE_BY_CHANGE',
    Sockets: 'SOCKETS',
  },
  onError: showErrors(),
})
