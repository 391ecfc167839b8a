/** Paths of a demo portal. */
export const paths = {
  metadata: '/metadata',
  signIn: '/connexion',
  consume: '/connexion/retour',
  finish: '/connexion/fin',
  signOut: '/deconnexion',
} as const;
