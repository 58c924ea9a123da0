import { serveFiles } from '../../../../../shared/files'
import ask from '../../../page/ask.js?raw'
import calls from '../../../page/calls.js?raw'
import counter from '../../../page/counter.js?raw'
import styles from '../../../page/start.css?raw'
import script from '../../../page/start.js?raw'

export const GET = serveFiles({
  'ask.js': ask,
  'calls.js': calls,
  'counter.js': counter,
  'start.css': styles,
  'start.js': script,
})
