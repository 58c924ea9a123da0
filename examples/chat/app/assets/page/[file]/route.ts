export { GET } from '../../../../../page/route'
