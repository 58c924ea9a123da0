import { DurableObjectConfigError } from '@cloudwerk/durable-object'
import { findLink, type ObjectsLink, type Target } from './link.ts'

/** @throws DurableObjectConfigError where there is no dev server. */
export function requireLink({ className, name }: Target): ObjectsLink {
  const link = findLink()
  if (link) return link
  const object = name === undefined ? className : `${className} '${name}'`
  throw new DurableObjectConfigError(
    `${object} cannot be reached from here: objects run in workerd, and this is Node. In development start the two together, such as cloudwerk dev --with "vite dev". While a build renders pages there are no objects: let such a page be rendered for each request.`,
    { objectName: className },
  )
}
