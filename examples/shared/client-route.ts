import client from '@cloudwerk/client?script'
import { serveFiles } from './files'

/** `@cloudwerk/client` for the scripts of the pages: `import { connect } from '/assets/client/client.js'`. */
export const GET = serveFiles({ 'client.js': client })
