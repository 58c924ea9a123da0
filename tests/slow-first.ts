import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The slowest files start first, so that none of them runs alone at the end. */
const slowest = [
  ...['durability/books', 'durability/kill', 'end-to-end/fresh-clone', 'end-to-end/dev'],
  ...['end-to-end/command-line', 'end-to-end/stop', 'end-to-end/lifecycle-record'],
  ...['end-to-end/lifecycle', 'end-to-end/failures', 'end-to-end/user-config'],
  ...['end-to-end/templates', 'end-to-end/static-files', 'docs/guide-app', 'docs/commands'],
  ...['durability/gate', 'durability/group-commit', 'durability/alarm', 'durability/sockets'],
  ...['types/packed', 'types/apps', 'types/command', 'examples/chat-page'],
].map((path) => `/tests/${path}.test.ts`)

/** Sorts the files of all projects for the workers. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b))
    const inWorkerd = (file: TestSpecification) => file.project.name === 'workerd'
    return interleave(
      sorted.filter((file) => !inWorkerd(file)),
      sorted.filter(inWorkerd),
    )
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = slowest.findIndex((path) => moduleId.endsWith(path))
  return rank < 0 ? slowest.length : rank
}

/** Spreads the items of the second list evenly over the first. */
function interleave<T>(first: readonly T[], second: readonly T[]): T[] {
  const placed = [first, second].flatMap((list) =>
    list.map((item, index) => ({ item, place: (index + 0.5) / list.length })),
  )
  return placed.toSorted((a, b) => a.place - b.place).map(({ item }) => item)
}
