import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as limits from '../../packages/durable-object/src/limits.ts'

const docs = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8')
const rows = new Map(
  docs
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
    .map(([name = '', ...cells]) => [name, cells.join(' | ')]),
)

const decimal = (value: number): string => value.toLocaleString('en-US')
const bytes = (value: number): string => `${decimal(value)} bytes`
const kib = (value: number): string => `${value / 1_024} KiB`
const mib = (value: number): string => `${value / 1_048_576} MiB`
const mb = (value: number): string => `${value / 1_000_000} MB`
const seconds = (milliseconds: number): string => `${milliseconds / 1_000} s`

it.each<[row: string, ...expected: string[]]>([
  ['`this.state`, `sqlite: false`', `${decimal(limits.legacyStateCharacters)} characters`],
  ['name of an object', bytes(limits.objectNameBytes)],
  ['value of a key, SQLite-backed', `key and value ${mb(limits.entryBytes)}`],
  ['value of a key, `sqlite: false`', kib(limits.legacyValueBytes)],
  ['key', kib(limits.keyBytes)],
  ['keys in one `get`, `put`, `delete`', `| ${limits.keysPerCall} |`],
  ['keys and values written in one commit', mb(limits.commitBytes)],
  ['string or blob in SQL', mb(limits.sqlValueBytes)],
  ['result of one call', mib(limits.messageBytes)],
  ['arguments of one call', mib(limits.messageBytes)],
  ['sockets per object', decimal(limits.socketsPerObject)],
  ['tags per socket', `${limits.tagsPerSocket}, of ${limits.tagCharacters} characters`],
  ['attachment of a socket', bytes(limits.attachmentBytes)],
  ['argument of a job, result of one of its steps', kib(limits.jobBytes)],
  ['argument of a job, result of one of its steps', mb(limits.stepsBytes)],
  ['jobs of one object that wait', decimal(limits.jobsWaiting)],
  [
    'dead jobs of one object that are kept',
    `${decimal(limits.deadJobs)}, for ${limits.deadJobAge / 86_400_000} days`,
  ],
  ['late times of a schedule that run with `late: { all }`', decimal(limits.lateSlots)],
  ['late times of a schedule that are counted', decimal(limits.countedSlots)],
  [
    'what is kept of a schedule that is gone from the code',
    `${limits.unusedScheduleAge / 86_400_000} days`,
  ],
  ['time that a call waits for its turn', seconds(limits.defaultCallTimeout)],
  ['calls of one object that wait for their turn', decimal(limits.callBacklog)],
  ['time that a handler holds the object while others wait', seconds(limits.defaultHold)],
  [
    'time that a handler holds an object with `sqlite: true`',
    seconds(limits.defaultAtomicHold),
    `at most ${seconds(limits.longestAtomicHold)}`,
  ],
  ['request body read before the turn', mib(limits.bufferedBodyBytes)],
  ['nesting of the state', `${limits.stateLevels} levels`],
  ['holes in an array', decimal(limits.arrayHoles)],
  [
    'one key of an object or Map, one element of a Set, one BigInt, one pattern',
    bytes(limits.rowContentBytes),
  ],
  ['messages of one socket that wait', decimal(limits.socketBacklog)],
  [
    'messages of one socket in a row that do not fit `sockets.messages`',
    decimal(limits.socketBacklog),
  ],
  [
    'message for `sockets.messages`',
    decimal(limits.socketMessageCharacters),
    `${limits.liveLevels} levels`,
  ],
  [
    'message from a live page',
    decimal(limits.liveMessageCharacters),
    `${limits.liveLevels} levels`,
  ],
  ['calls of a live page', `${limits.liveBurst} at once`, `${limits.livePerSecond} in each second`],
  ['view of a live page', mib(limits.liveViewCharacters), kib(limits.livePartCharacters)],
  ['operations in one frame for a live page', decimal(limits.liveOperations)],
  ['viewer that `live()` is given', decimal(limits.viewerCharacters)],
  ['what `live.derive` gives', decimal(limits.derivedCharacters)],
  ['what others see of a live page', decimal(limits.presenceCharacters)],
  ['people that a live page is told of', decimal(limits.listedPeople)],
  [
    'what a live page leaves unread',
    `${limits.unreadMessages} messages or ${kib(limits.unreadCharacters)}`,
    seconds(limits.unreadPatience),
    seconds(limits.longestUnread),
    mib(limits.unreadOfAll),
  ],
  ['key of `stub.method.once`', bytes(limits.onceKeyBytes)],
  [
    'answer or error that is kept for such a key',
    kib(limits.keptAnswerBytes),
    `${limits.defaultOnceFor / 3_600_000} h`,
  ],
])('docs/limits.md has the limit of "%s"', (row, ...expected) => {
  for (const text of expected) expect(`| ${rows.get(row)} |`).toContain(text)
})

it('leaves room around what a row of the state contains', () => {
  expect(limits.rowContentBytes).toBeLessThan(limits.sqlValueBytes)
})
