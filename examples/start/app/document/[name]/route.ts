export { GET } from '../../../../document/app/document/[name]/route'
