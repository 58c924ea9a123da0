import { throwProblems } from '../app/problems.ts'
import type { ClassRecord, RecordedClass } from '../config/class-record.ts'
import { type CodeClasses, compareClasses } from './compare-classes.ts'
import { explainUnsettled } from './explain.ts'
import type { Decisions } from './settle-classes.ts'

/** The questions to the user. */
export interface Questions {
  /** What should happen to the stored objects of a class that has vanished. */
  choose(gone: RecordedClass, targets: readonly string[]): Promise<Choice>
  /** Whether the user typed the name of the class, to confirm its deletion. */
  confirmDelete(className: string): Promise<boolean>
}

export type Choice = { what: 'rename'; to: string } | { what: 'delete' } | { what: 'keep' }

/**
 * Asks what should happen to the objects of each class that has vanished.
 *
 * @throws UserError where nobody can be asked, with the commands that decide instead, and for
 * problems that no decision solves.
 */
export async function askDecisions(
  records: readonly ClassRecord[],
  { code, questions, file }: { code: CodeClasses; questions: Questions | undefined; file: string },
): Promise<Decisions> {
  const comparisons = records.map((record) => compareClasses(record, code))
  const vanished = new Map(
    comparisons.flatMap((comparison) => comparison.vanished.map((gone) => [gone.className, gone])),
  )
  if (vanished.size === 0 || !questions) {
    throwProblems(comparisons.flatMap((comparison) => explainUnsettled(comparison, file)))
    return { rename: [], delete: [], keep: [] }
  }
  const decisions = {
    rename: [] as { from: string; to: string }[],
    delete: [] as string[],
    keep: [] as string[],
  }
  const free = new Map(
    comparisons.flatMap(({ added }) => added.map((object) => [object.className, object])),
  )
  for (const gone of vanished.values()) {
    const targets = [...free.values()].filter(({ storage }) => storage === gone.storage)
    const choice = await questions.choose(
      gone,
      targets.map(({ className }) => className),
    )
    if (choice.what !== 'rename') decisions[choice.what].push(gone.className)
    else {
      decisions.rename.push({ from: gone.className, to: choice.to })
      free.delete(choice.to)
    }
  }
  return decisions
}
