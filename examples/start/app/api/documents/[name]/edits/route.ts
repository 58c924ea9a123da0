export { GET, POST } from '../../../../../../document/app/api/documents/[name]/edits/route'
