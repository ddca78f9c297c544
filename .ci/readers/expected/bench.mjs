// What the computed columns of the bench definition hold.

const rank = ({ index }) => index + 1;

export default {
  'ordres_du_jour.rang': rank,
  'publics.rang': rank,
  'apprentissages.rang': rank,
  'documents.rang': rank,
};
