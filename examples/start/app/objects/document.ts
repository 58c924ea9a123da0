export { default } from '../../../document/app/objects/document'
