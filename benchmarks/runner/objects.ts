import type { ListName } from '../board/board.ts'
import type { SequenceCommand } from '../board/commands.ts'
import type { BoardSize, OperationName } from '../board/operations.ts'
import type { Server } from './server.ts'
import { type ContenderName, contenders, type WorkerName } from './workers.ts'

/** Some objects of one class in one worker. */
export interface Objects {
  worker: WorkerName
  className: string
  names: string[]
}

export function objectsOf(contender: ContenderName, ...names: string[]): Objects {
  return { ...contenders[contender], names }
}

const seedChunk = 5000

/** Fills new, unused objects with boards of the given size. */
export async function seed(server: Server, objects: Objects, size: BoardSize): Promise<void> {
  for (const name of objects.names) {
    const one = { ...objects, names: [name] }
    await fill(server, one, { list: 'items', length: size.items })
    await fill(server, one, { list: 'recent', length: size.recent })
  }
}

async function fill(
  server: Server,
  objects: Objects,
  { list, length }: { list: ListName; length: number },
): Promise<void> {
  for (let first = 1; first <= length; first += seedChunk) {
    const count = Math.min(seedChunk, length - first + 1)
    await callMethod(server, objects, { method: 'seed', args: [list, first, count] })
  }
}

export function callMethod(
  server: Server,
  { worker, className, names }: Objects,
  call: { method: string; args: unknown[] },
): Promise<unknown> {
  return server.send(worker, { kind: 'call', className, names, ...call })
}

export function evict(server: Server, { worker, className, names }: Objects): Promise<unknown> {
  return server.send(worker, { kind: 'evict', className, names })
}

export interface SequenceOptions {
  operation: OperationName
  size: BoardSize
  first: number
  count: number
  freshStubs?: boolean
}

/** The mean duration of a call in milliseconds, on Node's clock. */
export async function timePerCall(
  server: Server,
  objects: Objects,
  options: SequenceOptions,
): Promise<number> {
  const milliseconds = await server.time(objects.worker, sequenceOf(objects, options))
  return milliseconds / (options.count * objects.names.length)
}

/** Makes the same calls without measuring. */
export async function runSequence(
  server: Server,
  objects: Objects,
  options: SequenceOptions,
): Promise<void> {
  await server.send(objects.worker, sequenceOf(objects, options))
}

/** The duration of each call in milliseconds, on workerd's clock with its resolution of 1 ms. */
export async function timeEachCall(
  server: Server,
  objects: Objects,
  options: SequenceOptions,
): Promise<number[]> {
  const command = { ...sequenceOf(objects, options), timed: true }
  // A timed sequence returns its times.
  return (await server.send(objects.worker, command)) as number[]
}

function sequenceOf(
  { className, names }: Objects,
  { size: { items, recent }, ...options }: SequenceOptions,
): SequenceCommand {
  return { kind: 'sequence', className, names, ...options, items, recent }
}

/** The number of calls that take about `milliseconds`, but at least 4 and at most 100. */
export function batchSize(perCall: number, milliseconds = 60): number {
  return Math.min(100, Math.max(4, Math.round(milliseconds / perCall)))
}
