export { GET } from '../../../document/app/document/route'
