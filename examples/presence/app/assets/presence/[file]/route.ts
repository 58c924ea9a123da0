import { serveFiles } from '../../../../../shared/files'
import styles from '../../../page/game.css?raw'
import script from '../../../page/game.js?raw'

export const GET = serveFiles({ 'game.css': styles, 'game.js': script })
