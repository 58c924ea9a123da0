import { select, text } from '@clack/prompts'
import type { Choice, Questions } from '../lifecycle/ask-decisions.ts'
import { UserError } from '../user-error.ts'

/** Asks in the terminal. Throws a UserError when the user cancels. */
export const terminalQuestions: Questions = {
  async choose({ className }, targets) {
    const choice = await select<Choice>({
      message: `The code no longer defines ${className}. What should happen to its stored objects?`,
      options: [
        ...targets.map((to) => ({
          value: { what: 'rename', to } as const,
          label: `Turn them into ${to} objects`,
        })),
        { value: { what: 'keep' }, label: 'Keep them, with an empty definition in app/objects' },
        { value: { what: 'delete' }, label: 'Delete them for good at the next deployment' },
      ],
    })
    return answered<Choice>(choice)
  },
  confirmDelete: typeName,
}

/** Asks the user to type the name of a class before its objects are deleted. */
export async function typeName(name: string): Promise<boolean> {
  return (
    answered<string>(await text({ message: `Type ${name} to delete its stored objects:` })) === name
  )
}

/** Clack returns a symbol when the user presses Ctrl+C. */
function answered<T>(answer: T | symbol): T {
  if (typeof answer === 'symbol') throw new UserError('Nothing was changed.')
  return answer
}
