/** Gives the one of the known names that was probably meant. */
export type Suggest = (name: string, known: string[]) => string | undefined

/**
 * Why there is no namespace for `name`. `registered` maps class names to binding names, and is undefined
 * while nothing is registered.
 */
export function notFoundMessage(
  name: string,
  registered: ReadonlyMap<string, string> | undefined,
  suggest?: Suggest,
): string {
  const binding = registered?.get(name)
  if (binding) {
    return `Object '${name}' has no binding ${binding} in this Worker's env. Build the app again, or add the binding to the configuration.`
  }
  if (!registered) {
    return `durableObjects.${name} was used while the Worker's modules load, or in a Worker that has not called registerObjects() of @cloudwerk/core/worker. Take it at the top of a module, const { ${name} } = durableObjects, and use it in a handler.`
  }
  const known = [...registered.keys()].sort()
  if (known.length === 0) {
    return `There is no object '${name}': this app has no objects. Define one in app/objects.`
  }
  const nearest = suggest?.(name, known)
  const suggestion = nearest ? ` Did you mean '${nearest}'?` : ''
  return `There is no object '${name}'. This app has ${known.join(', ')}.${suggestion}`
}
