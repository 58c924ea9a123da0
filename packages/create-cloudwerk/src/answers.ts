import { nameProblem } from './app-name.ts'
import { CreateError } from './create-error.ts'
import { type TemplateName, templateNames } from './templates.ts'

export interface Answers {
  folder: string
  template: TemplateName
}

/** Asks in a terminal. `undefined` means that the user cancelled. */
export interface Prompts {
  folder(problem: (folder: string) => string | undefined): Promise<string | undefined>
  template(names: readonly TemplateName[]): Promise<TemplateName | undefined>
}

/**
 * Asks for what the arguments leave out. Without a terminal the folder is required, and the template is
 * `counter` by default.
 *
 * @returns undefined when the user cancelled.
 */
export async function completeAnswers(
  given: Partial<Answers>,
  prompts: Prompts | undefined,
): Promise<Answers | undefined> {
  const folder = given.folder ?? (await prompts?.folder(nameProblem))
  if (folder === undefined) {
    if (prompts) return undefined
    throw new CreateError(
      `Pass a folder for the app: npm create cloudwerk@latest my-app -- --template ${templateNames.join('|')}`,
      2,
    )
  }
  const template = given.template ?? (prompts ? await prompts.template(templateNames) : 'counter')
  return template && { folder, template }
}
