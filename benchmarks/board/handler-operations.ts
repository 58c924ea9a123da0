import type { Call } from './operations.ts'

export const noteCount = 100

/** The `index`th call of each operation on a table of notes; the same for both contenders. */
export const handlerOperations = {
  nothing: () => ({ method: 'nothing', args: [] }),
  readDeclared: reading('readDeclared'),
  readAsync: reading('readAsync'),
  readPlain: reading('readPlain'),
  writeAsync: writing('writeAsync'),
  writePlain: writing('writePlain'),
  writeAfterMicrotask: writing('writeAfterMicrotask'),
  writeAfterStorage: writing('writeAfterStorage'),
  writeEverything: writing('writeEverything'),
  putKey: writing('putKey'),
  setAlarm: (index) => ({ method: 'setAlarm', args: [index] }),
} satisfies Record<string, (index: number) => Call>

function reading(method: string): (index: number) => Call {
  return (index) => ({ method, args: [index % noteCount] })
}

function writing(method: string): (index: number) => Call {
  return (index) => ({ method, args: [index % noteCount, `text ${index}`] })
}
