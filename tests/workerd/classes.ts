import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { grouping, notGrouping } from './commits/objects/grouping.ts'
import { random, randomAtOnce, randomWithoutSql } from './commits/objects/random-handlers.ts'
import { transactions } from './commits/objects/transactions.ts'
import { ways } from './commits/objects/ways.ts'
import { destroying, destroyingAlone, destroyingWithSql } from './jobs/objects/ending.ts'
import { working, workingAtOnce, workingWithSql } from './jobs/objects/working.ts'
import { basics } from './lifecycle/objects/basics.ts'
import {
  madeByCall,
  madeByChange,
  madeByInit,
  madeByStart,
  unrepeatable,
} from './lifecycle/objects/creating.ts'
import { fields, fieldsWithMemory } from './lifecycle/objects/fields.ts'
import {
  deleting,
  firstInitFails,
  initUnawaited,
  starting,
  withoutInit,
} from './lifecycle/objects/lifecycle.ts'
import {
  misremembering,
  remembered,
  remembering,
  rememberingOnceChanged,
  rememberingRows,
} from './lifecycle/objects/remembering.ts'
import { replacing } from './lifecycle/objects/replacing.ts'
import { tested } from './lifecycle/objects/tested.ts'
import { advisedGrowth, advisedPages, advisedViewers } from './live/objects/advised-pages.ts'
import { liveChaos, liveChaosSql } from './live/objects/chaos.ts'
import { deriving } from './live/objects/deriving.ts'
import { following } from './live/objects/following.ts'
import { keepingWithoutSql, keepingWithSql } from './live/objects/keeping.ts'
import { ledgerWithoutSql, ledgerWithSql } from './live/objects/ledger.ts'
import { liveRoom } from './live/objects/room.ts'
import {
  shakenAndKept,
  shakenAndKeptWithSql,
  shakenWithoutSql,
  shakenWithSql,
} from './live/objects/shaken.ts'
import { versionedPages } from './live/objects/versioned-pages.ts'
import { wakingPages } from './live/objects/waking-pages.ts'
import { asked, askedRows } from './objects/asked.ts'
import {
  programmed,
  programmedAtOnce,
  programmedByChange,
  programmedWithoutSql,
} from './objects/programmed.ts'
import { bodies } from './rpc/objects/bodies.ts'
import { crossing } from './rpc/objects/crossing.ts'
import { failing } from './rpc/objects/errors.ts'
import { mistaken } from './rpc/objects/mistakes.ts'
import { onceTimed } from './rpc/objects/once-timed.ts'
import { passing } from './rpc/objects/passing.ts'
import { reach } from './rpc/objects/reach.ts'
import { reading, readingRows } from './rpc/objects/reading.ts'
import { results } from './rpc/objects/results.ts'
import { silent } from './rpc/objects/silence.ts'
import { auction } from './sockets/objects/auction.ts'
import { hibernating } from './sockets/objects/hibernating.ts'
import { failingFetch, lobby, lobbyWithSql, plainSockets } from './sockets/objects/lobby.ts'
import { silentSockets } from './sockets/objects/silent-sockets.ts'
import { socketLimits } from './sockets/objects/socket-limits.ts'
import { ownWays, sockets } from './sockets/objects/sockets.ts'
import { filling } from './state/objects/filling.ts'
import { limits } from './state/objects/limits.ts'
import { parts } from './state/objects/parts.ts'
import {
  arktypeCart,
  asyncSchema,
  badInit,
  schemaDefaults,
  valibotCart,
  zodCart,
} from './state/objects/schemas.ts'
import { alarms, statelessAlarms } from './storage/objects/alarms.ts'
import { keys } from './storage/objects/keys.ts'
import { database } from './storage/objects/sql.ts'
import { ringing, storing } from './storage/objects/storage.ts'
import { desk, deskWithSql, ticket, ticketWithSql } from './time/objects/desk.ts'
import { branching } from './turns/objects/branches.ts'
import { busy, crowded, impatient, slow } from './turns/objects/busy.ts'
import { chains } from './turns/objects/chains.ts'
import { ending } from './turns/objects/ending.ts'
import { interleaving } from './turns/objects/interleaving.ts'
import { keeping } from './turns/objects/keeping.ts'
import { outsider } from './turns/objects/outside.ts'
import { abandoned, turns } from './turns/objects/turns.ts'
import { waitingUntil } from './turns/objects/waiting-until.ts'
import { deployable } from './versions/objects/versioned.ts'

// The classes of the test Worker on the SQLite backend. Everything else that needs to know them reads
// the exports of this file: see worker.ts and ../workerd-bindings.ts.

export const Basics = toDurableObjectClass(basics, { name: 'Basics' })
export class Subclassed extends replacing(toDurableObjectClass(basics, { name: 'Subclassed' })) {}
export const Inspected = toDurableObjectClass(basics, { name: 'Inspected', inspect: true })
export const Alarms = toDurableObjectClass(alarms, { name: 'Alarms' })
export const StatelessAlarms = toDurableObjectClass(statelessAlarms, { name: 'StatelessAlarms' })
export const Asked = toDurableObjectClass(asked, { name: 'Asked', inspect: true })
export const AskedRows = toDurableObjectClass(askedRows, { name: 'AskedRows', inspect: true })
export const Auction = toDurableObjectClass(auction, { name: 'Auction' })
export const Bodies = toDurableObjectClass(bodies, { name: 'Bodies' })
export const Branching = toDurableObjectClass(branching, { name: 'Branching' })
export const Impatient = toDurableObjectClass(impatient, { name: 'Impatient' })
export const Busy = toDurableObjectClass(busy, { name: 'Busy' })
export const Crowded = toDurableObjectClass(crowded, { name: 'Crowded' })
export const Slow = toDurableObjectClass(slow, { name: 'Slow', dev: true })
export const Chains = toDurableObjectClass(chains, { name: 'Chains' })
export const MadeByChange = toDurableObjectClass(madeByChange, {
  name: 'MadeByChange',
  inspect: true,
})
export const Remembering = toDurableObjectClass(remembering, { name: 'Remembering', inspect: true })
export const RememberingRows = toDurableObjectClass(rememberingRows, {
  name: 'RememberingRows',
  inspect: true,
})
export const RememberingOnceChanged = toDurableObjectClass(rememberingOnceChanged, {
  name: 'RememberingOnceChanged',
  inspect: true,
})
export const Remembered = toDurableObjectClass(remembered, { name: 'Remembered', inspect: true })
export const Misremembering = toDurableObjectClass(misremembering, { name: 'Misremembering' })
export const Fields = toDurableObjectClass(fields, { name: 'Fields' })
export const FieldsWithMemory = toDurableObjectClass(fieldsWithMemory, { name: 'FieldsWithMemory' })
export const MadeByInit = toDurableObjectClass(madeByInit, { name: 'MadeByInit', inspect: true })
export const MadeByStart = toDurableObjectClass(madeByStart, { name: 'MadeByStart' })
export const MadeByCall = toDurableObjectClass(madeByCall, { name: 'MadeByCall' })
export const Unrepeatable = toDurableObjectClass(unrepeatable, {
  name: 'Unrepeatable',
  inspect: true,
})
export const Unchecked = toDurableObjectClass(unrepeatable, { name: 'Unchecked' })
export const Crossing = toDurableObjectClass(crossing, { name: 'Crossing' })
export const Ending = toDurableObjectClass(ending, { name: 'Ending' })
export const Failing = toDurableObjectClass(failing, { name: 'Failing' })
export const Filling = toDurableObjectClass(filling, { name: 'Filling' })
export const Grouping = toDurableObjectClass(grouping, { name: 'Grouping', inspect: true })
export const NotGrouping = toDurableObjectClass(notGrouping, { name: 'NotGrouping' })
export const Hibernating = toDurableObjectClass(hibernating, { name: 'Hibernating' })
export const Interleaving = toDurableObjectClass(interleaving, { name: 'Interleaving' })
export const Keeping = toDurableObjectClass(keeping, { name: 'Keeping' })
export const Keys = toDurableObjectClass(keys, { name: 'Keys' })
export const FirstInitFails = toDurableObjectClass(firstInitFails, { name: 'FirstInitFails' })
export const InitUnawaited = toDurableObjectClass(initUnawaited, { name: 'InitUnawaited' })
export const Starting = toDurableObjectClass(starting, { name: 'Starting' })
export const WithoutInit = toDurableObjectClass(withoutInit, { name: 'WithoutInit' })
export const Deleting = toDurableObjectClass(deleting, { name: 'Deleting' })
export const Limits = toDurableObjectClass(limits, { name: 'Limits' })
export const Following = toDurableObjectClass(following, { name: 'Following', inspect: true })
export const AdvisedGrowth = toDurableObjectClass(advisedGrowth, {
  name: 'AdvisedGrowth',
  dev: true,
})
export const AdvisedPages = toDurableObjectClass(advisedPages, { name: 'AdvisedPages', dev: true })
export const AdvisedViewers = toDurableObjectClass(advisedViewers, {
  name: 'AdvisedViewers',
  dev: true,
})
export const VersionedPages = toDurableObjectClass(versionedPages, { name: 'VersionedPages' })
export const WakingPages = toDurableObjectClass(wakingPages, { name: 'WakingPages' })
export const LedgerWithSql = toDurableObjectClass(ledgerWithSql, {
  name: 'LedgerWithSql',
  inspect: true,
})
export const LedgerWithoutSql = toDurableObjectClass(ledgerWithoutSql, {
  name: 'LedgerWithoutSql',
  inspect: true,
})
export const ShakenWithSql = toDurableObjectClass(shakenWithSql, {
  name: 'ShakenWithSql',
  inspect: true,
})
export const ShakenWithoutSql = toDurableObjectClass(shakenWithoutSql, {
  name: 'ShakenWithoutSql',
  inspect: true,
})
export const KeepingWithSql = toDurableObjectClass(keepingWithSql, {
  name: 'KeepingWithSql',
  inspect: true,
})
export const KeepingWithoutSql = toDurableObjectClass(keepingWithoutSql, {
  name: 'KeepingWithoutSql',
  inspect: true,
})
export const ShakenAndKept = toDurableObjectClass(shakenAndKept, {
  name: 'ShakenAndKept',
  inspect: true,
})
export const ShakenAndKeptWithSql = toDurableObjectClass(shakenAndKeptWithSql, {
  name: 'ShakenAndKeptWithSql',
  inspect: true,
})
export const LiveChaos = toDurableObjectClass(liveChaos, { name: 'LiveChaos' })
export const LiveChaosSql = toDurableObjectClass(liveChaosSql, { name: 'LiveChaosSql' })
export const Deriving = toDurableObjectClass(deriving, { name: 'Deriving' })
export const LiveRoom = toDurableObjectClass(liveRoom, { name: 'LiveRoom' })
export const Lobby = toDurableObjectClass(lobby, { name: 'Lobby' })
export const LobbyWithSql = toDurableObjectClass(lobbyWithSql, { name: 'LobbyWithSql' })
export const PlainSockets = toDurableObjectClass(plainSockets, { name: 'PlainSockets' })
export const FailingFetch = toDurableObjectClass(failingFetch, { name: 'FailingFetch' })
export const Mistakes = toDurableObjectClass(mistaken, { name: 'Mistakes' })
export const OnceTimed = toDurableObjectClass(onceTimed, { name: 'OnceTimed', inspect: true })
export const Outsider = toDurableObjectClass(outsider, { name: 'Outsider' })
export const Parts = toDurableObjectClass(parts, { name: 'Parts' })
export const Passing = toDurableObjectClass(passing, { name: 'Passing' })
export const Programmed = toDurableObjectClass(programmed, { name: 'Programmed', inspect: true })
export const ProgrammedInDev = toDurableObjectClass(programmed, {
  name: 'ProgrammedInDev',
  dev: true,
})
export const ProgrammedAtOnce = toDurableObjectClass(programmedAtOnce, {
  name: 'ProgrammedAtOnce',
  inspect: true,
})
export const ProgrammedWithoutSql = toDurableObjectClass(programmedWithoutSql, {
  name: 'ProgrammedWithoutSql',
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
export const Reach = toDurableObjectClass(reach, { name: 'Reach' })
export const Reading = toDurableObjectClass(reading, { name: 'Reading' })
export const ReadingRows = toDurableObjectClass(readingRows, { name: 'ReadingRows' })
export const Results = toDurableObjectClass(results, { name: 'Results' })
export const ZodCart = toDurableObjectClass(zodCart, { name: 'ZodCart' })
export const ValibotCart = toDurableObjectClass(valibotCart, { name: 'ValibotCart' })
export const ArktypeCart = toDurableObjectClass(arktypeCart, { name: 'ArktypeCart' })
export const BadInit = toDurableObjectClass(badInit, { name: 'BadInit' })
export const SchemaDefaults = toDurableObjectClass(schemaDefaults, { name: 'SchemaDefaults' })
export const AsyncSchema = toDurableObjectClass(asyncSchema, { name: 'AsyncSchema' })
export const Silent = toDurableObjectClass(silent, { name: 'Silent', dev: true })
export const SilentSockets = toDurableObjectClass(silentSockets, { name: 'SilentSockets' })
export const SocketLimits = toDurableObjectClass(socketLimits, { name: 'SocketLimits' })
export const Sockets = toDurableObjectClass(sockets, { name: 'Sockets' })
export const OwnWays = toDurableObjectClass(ownWays, { name: 'OwnWays' })
export const Database = toDurableObjectClass(database, { name: 'Database' })
export const Storing = toDurableObjectClass(storing, { name: 'Storing' })
export const Ringing = toDurableObjectClass(ringing, { name: 'Ringing' })
export const Tested = toDurableObjectClass(tested, { name: 'Tested', inspect: true })
export const Transactions = toDurableObjectClass(transactions, { name: 'Transactions' })
export const Turns = toDurableObjectClass(turns, { name: 'Turns' })
export const Abandoned = toDurableObjectClass(abandoned, { name: 'Abandoned' })
export const WaitingUntil = toDurableObjectClass(waitingUntil, { name: 'WaitingUntil' })
export const Ways = toDurableObjectClass(ways, { name: 'Ways' })
export { RawResults } from './rpc/objects/results.ts'
export const Destroying = toDurableObjectClass(destroying, { name: 'Destroying' })
export const DestroyingWithSql = toDurableObjectClass(destroyingWithSql, {
  name: 'DestroyingWithSql',
})
export const DestroyingAlone = toDurableObjectClass(destroyingAlone, { name: 'DestroyingAlone' })
export const Working = toDurableObjectClass(working, { name: 'Working', inspect: true })
export const WorkingWithSql = toDurableObjectClass(workingWithSql, {
  name: 'WorkingWithSql',
  inspect: true,
})
export const WorkingAtOnce = toDurableObjectClass(workingAtOnce, {
  name: 'WorkingAtOnce',
  inspect: true,
})
export const Redeployed = deployable('Redeployed')
export const Versioned = deployable('Versioned')
export const Scheduled = deployable('Scheduled')
export const Desk = toDurableObjectClass(desk, { name: 'Desk', inspect: true })
export const DeskWithSql = toDurableObjectClass(deskWithSql, {
  name: 'DeskWithSql',
  inspect: true,
})
export const Ticket = toDurableObjectClass(ticket, { name: 'Ticket', inspect: true })
export const TicketWithSql = toDurableObjectClass(ticketWithSql, {
  name: 'TicketWithSql',
  inspect: true,
})
