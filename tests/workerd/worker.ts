import { createWorker, nearestName, showErrors } from '@cloudwerk/core/worker'
import { bindingOf } from './binding-name.ts'
import * as classes from './classes.ts'
import * as legacyClasses from './legacy-classes.ts'
import * as routes from './routes/routes.ts'

export * from './classes.ts'
export * from './legacy-classes.ts'

const names = Object.keys({ ...classes, ...legacyClasses })

export default createWorker({
  routes: routes.all,
  objects: Object.fromEntries(names.map((name) => [name, bindingOf(name)])),
  suggest: nearestName,
  onError: showErrors(),
})
