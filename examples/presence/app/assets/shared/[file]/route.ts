export { GET } from '../../../../../shared/route'
