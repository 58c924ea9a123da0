export { default } from '../../../counter/app/objects/counter'
