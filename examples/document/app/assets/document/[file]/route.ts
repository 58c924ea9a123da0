import { serveFiles } from '../../../../../shared/files'
import cursors from '../../../page/cursors.js?raw'
import styles from '../../../page/document.css?raw'
import script from '../../../page/document.js?raw'
import edit from '../../../page/edit.js?raw'
import sharedText from '../../../page/shared-text.js?raw'
import versions from '../../../page/versions.js?raw'

export const GET = serveFiles({
  'cursors.js': cursors,
  'document.css': styles,
  'document.js': script,
  'edit.js': edit,
  'shared-text.js': sharedText,
  'versions.js': versions,
})
