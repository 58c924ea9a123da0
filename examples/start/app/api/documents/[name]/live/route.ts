export { GET } from '../../../../../../document/app/api/documents/[name]/live/route'
