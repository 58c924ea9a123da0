import { serveFiles } from '../../../../../shared/files'
import styles from '../../../page/start.css?raw'
import script from '../../../page/start.js?raw'

export const GET = serveFiles({ 'start.css': styles, 'start.js': script })
