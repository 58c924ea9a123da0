import { select, text } from '@clack/prompts'
import type { Choice, Questions } from '../lifecycle/ask-decisions.ts'
import { UserError } from '../user-error.ts'

/** Asks on the terminal; ends with a UserError when the person gives up. */
export const terminalQuestions: Questions = {
  async choose({ className }, targets) {
    const choice = await select<Choice>({
      message: `${className} is not in the code any more. What becomes of its stored objects?`,
      options: [
        ...targets.map((to) => ({
          value: { what: 'rename', to } as const,
          label: `They go on as ${to}`,
        })),
        { value: { what: 'keep' }, label: 'They stay, with an empty definition in app/objects' },
        { value: { what: 'delete' }, label: 'The next deploy deletes them for good' },
      ],
    })
    return answered<Choice>(choice)
  },
  confirmDelete: typeName,
}

/** Asks for a name to be typed in before what it names is deleted. */
export async function typeName(name: string): Promise<boolean> {
  return (
    answered<string>(await text({ message: `Type ${name} to delete its stored objects:` })) === name
  )
}

/** Clack gives a symbol when the person presses Ctrl+C. */
function answered<T>(answer: T | symbol): T {
  if (typeof answer === 'symbol') throw new UserError('Nothing was changed.')
  return answer
}
