import { type ContenderName, contenders, type WorkerName } from '../runner/workers.ts'

/** Where the chat room of a contender is. */
export function roomOf(name: ContenderName): { worker: WorkerName; className: string } {
  if (name === 'ours') return { worker: 'live', className: 'LiveChat' }
  return name === 'raw-sql' ? { worker: 'hand-written', className: 'Chat' } : contenders[name]
}
