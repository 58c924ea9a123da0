import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { alarms, legacyAlarms, statelessAlarms } from './objects/alarms.ts'
import { asked, askedLegacy, askedRows } from './objects/asked.ts'
import { bodies } from './objects/bodies.ts'
import { branching } from './objects/branches.ts'
import { busy, crowded, slow } from './objects/busy.ts'
import {
  legacyMadeByChange,
  madeByCall,
  madeByChange,
  madeByInit,
  madeByStart,
  unrepeatable,
} from './objects/creating.ts'
import { ending } from './objects/ending.ts'
import { filling } from './objects/filling.ts'
import { grouping, notGrouping } from './objects/grouping.ts'
import { hibernating } from './objects/hibernating.ts'
import { interleaving } from './objects/interleaving.ts'
import { keeping } from './objects/keeping.ts'
import { keys, legacyKeys } from './objects/keys.ts'
import { keyValue } from './objects/legacy.ts'
import {
  deleting,
  firstInitFails,
  initUnawaited,
  starting,
  withoutInit,
} from './objects/lifecycle.ts'
import { outsider } from './objects/outside.ts'
import {
  programmed,
  programmedAtOnce,
  programmedByChange,
  programmedLegacy,
  programmedWithoutSql,
} from './objects/programmed.ts'
import { random, randomAtOnce, randomLegacy, randomWithoutSql } from './objects/random-handlers.ts'
import { reading, readingRows } from './objects/reading.ts'
import { results } from './objects/results.ts'
import {
  arktypeCart,
  asyncSchema,
  badInit,
  schemaDefaults,
  valibotCart,
  zodCart,
} from './objects/schemas.ts'
import { socketLimits } from './objects/socket-limits.ts'
import { ownWays, sockets } from './objects/sockets.ts'
import { transactions } from './objects/transactions.ts'
import { abandoned, turns } from './objects/turns.ts'
import { waitingUntil } from './objects/waiting-until.ts'
import { ways } from './objects/ways.ts'

export const Alarms = toDurableObjectClass(alarms, { name: 'Alarms' })
export const LegacyAlarms = toDurableObjectClass(legacyAlarms, { name: 'LegacyAlarms' })
export const StatelessAlarms = toDurableObjectClass(statelessAlarms, {
  name: 'StatelessAlarms',
})
export const Turns = toDurableObjectClass(turns, { name: 'Turns' })
export const Abandoned = toDurableObjectClass(abandoned, { name: 'Abandoned' })
export const Transactions = toDurableObjectClass(transactions, { name: 'Transactions' })
export const Filling = toDurableObjectClass(filling, { name: 'Filling' })
export const Ending = toDurableObjectClass(ending, { name: 'Ending' })
export const FirstInitFails = toDurableObjectClass(firstInitFails, { name: 'FirstInitFails' })
export const InitUnawaited = toDurableObjectClass(initUnawaited, { name: 'InitUnawaited' })
export const Starting = toDurableObjectClass(starting, { name: 'Starting' })
export const WithoutInit = toDurableObjectClass(withoutInit, { name: 'WithoutInit' })
export const Deleting = toDurableObjectClass(deleting, { name: 'Deleting' })
export const Branching = toDurableObjectClass(branching, { name: 'Branching' })
export const Outsider = toDurableObjectClass(outsider, { name: 'Outsider' })
export const Busy = toDurableObjectClass(busy, { name: 'Busy' })
export const Crowded = toDurableObjectClass(crowded, { name: 'Crowded' })
export const Slow = toDurableObjectClass(slow, { name: 'Slow', dev: true })
export const Sockets = toDurableObjectClass(sockets, { name: 'Sockets' })
export const SocketLimits = toDurableObjectClass(socketLimits, { name: 'SocketLimits' })
export const Hibernating = toDurableObjectClass(hibernating, { name: 'Hibernating' })
export const OwnWays = toDurableObjectClass(ownWays, { name: 'OwnWays' })
export const Bodies = toDurableObjectClass(bodies, { name: 'Bodies' })
export const ZodCart = toDurableObjectClass(zodCart, { name: 'ZodCart' })
export const ValibotCart = toDurableObjectClass(valibotCart, { name: 'ValibotCart' })
export const ArktypeCart = toDurableObjectClass(arktypeCart, { name: 'ArktypeCart' })
export const BadInit = toDurableObjectClass(badInit, { name: 'BadInit' })
export const SchemaDefaults = toDurableObjectClass(schemaDefaults, { name: 'SchemaDefaults' })
export const AsyncSchema = toDurableObjectClass(asyncSchema, { name: 'AsyncSchema' })
export const KeyValue = toDurableObjectClass(keyValue, { name: 'KeyValue' })
export const Grouping = toDurableObjectClass(grouping, { name: 'Grouping' })
export const NotGrouping = toDurableObjectClass(notGrouping, { name: 'NotGrouping' })
export const Interleaving = toDurableObjectClass(interleaving, { name: 'Interleaving' })
export const WaitingUntil = toDurableObjectClass(waitingUntil, { name: 'WaitingUntil' })
export const Keeping = toDurableObjectClass(keeping, { name: 'Keeping' })
export const MadeByChange = toDurableObjectClass(madeByChange, {
  name: 'MadeByChange',
  inspect: true,
})
export const LegacyMadeByChange = toDurableObjectClass(legacyMadeByChange, {
  name: 'LegacyMadeByChange',
  inspect: true,
})
export const MadeByInit = toDurableObjectClass(madeByInit, { name: 'MadeByInit', inspect: true })
export const MadeByStart = toDurableObjectClass(madeByStart, { name: 'MadeByStart' })
export const MadeByCall = toDurableObjectClass(madeByCall, { name: 'MadeByCall' })
export const Unrepeatable = toDurableObjectClass(unrepeatable, {
  name: 'Unrepeatable',
  inspect: true,
})
export const Unchecked = toDurableObjectClass(unrepeatable, { name: 'Unchecked' })
export const Keys = toDurableObjectClass(keys, { name: 'Keys' })
export const LegacyKeys = toDurableObjectClass(legacyKeys, { name: 'LegacyKeys' })
export const Results = toDurableObjectClass(results, { name: 'Results' })
export { RawResults } from './objects/results.ts'

export const Programmed = toDurableObjectClass(programmed, { name: 'Programmed', inspect: true })
export const ProgrammedInDev = toDurableObjectClass(programmed, {
  name: 'ProgrammedInDev',
  dev: true,
})
export const Ways = toDurableObjectClass(ways, { name: 'Ways' })
export const Reading = toDurableObjectClass(reading, { name: 'Reading' })
export const ReadingRows = toDurableObjectClass(readingRows, { name: 'ReadingRows' })
export const ProgrammedAtOnce = toDurableObjectClass(programmedAtOnce, {
  name: 'ProgrammedAtOnce',
  inspect: true,
})
export const ProgrammedWithoutSql = toDurableObjectClass(programmedWithoutSql, {
  name: 'ProgrammedWithoutSql',
  inspect: true,
})
export const ProgrammedLegacy = toDurableObjectClass(programmedLegacy, {
  name: 'ProgrammedLegacy',
  inspect: true,
})
export const ProgrammedByChange = toDurableObjectClass(programmedByChange, {
  name: 'ProgrammedByChange',
  inspect: true,
})
export const Random = toDurableObjectClass(random, { name: 'Random', inspect: true })
export const RandomAtOnce = toDurableObjectClass(randomAtOnce, {
  name: 'RandomAtOnce',
  inspect: true,
})
export const RandomWithoutSql = toDurableObjectClass(randomWithoutSql, {
  name: 'RandomWithoutSql',
  inspect: true,
})
export const RandomLegacy = toDurableObjectClass(randomLegacy, {
  name: 'RandomLegacy',
  inspect: true,
})

export const Asked = toDurableObjectClass(asked, { name: 'Asked' })
export const AskedRows = toDurableObjectClass(askedRows, { name: 'AskedRows', inspect: true })
export const AskedLegacy = toDurableObjectClass(askedLegacy, { name: 'AskedLegacy' })
