const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Frequent names of families in France, of several origins, some with what breaks careless software. */
export const familyNames = words(`
  Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David Bertrand
  Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefebvre Faure André Mercier Blanc Guérin
  Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier
  Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet
  Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine
  Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez
  Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer
  Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly
  Hervé Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton Rodriguez Langlois
  Rémy Besson Lévêque Le_Gall Pelletier Barré Leblanc Weber N'Diaye Benali Haddad Nguyen Diallo Traoré Da_Silva
  D'Angelo Saint-Martin El_Amrani Ben_Youssef Cœuret Müller Peña
`).map((name) => name.replaceAll('_', ' '));

/** First names of girls. */
export const girls = words(`
  Emma Jade Louise Alice Chloé Lina Rose Léa Anna Mila Inès Ambre Julia Mia Léna Manon Juliette Lou Camille Zoé Agathe Éva
  Sarah Romane Jeanne Nina Lola Margaux Élise Clémence Anaïs Aya Maëlys Yasmine Fatou Aïcha Maëlle Noémie Éléonore Anne-Sophie
  Marie-Lou Héloïse Salomé Apolline Fatima Aminata Linh Sofia
`);

/** First names of boys. */
export const boys = words(`
  Gabriel Léo Raphaël Louis Arthur Jules Adam Maël Lucas Hugo Noah Gabin Sacha Paul Nathan Aaron Mohamed Tom Éden Malo Ethan
  Noé Théo Liam Martin Victor Mathis Axel Antoine Yanis Ibrahim Amir Rayan Clément Enzo Maxime Valentin Baptiste Samuel
  Jean-Baptiste Loïc Zéphyr François Mamadou Minh Youssef Gaël Côme
`);

/** People after whom schools are named. */
export const schoolNames = words(`
  Victor-Hugo Marie-Curie Jules-Ferry Simone-Veil Jean-Moulin Louise-Michel Émile-Zola George-Sand Albert-Camus Colette
  Jacques-Prévert Olympe-de-Gouges Louis-Pasteur Rosa-Parks Antoine-de-Saint-Exupéry Joséphine-Baker Molière Germaine-Tillion
  Jean-Jaurès Sophie-Germain Aimé-Césaire Lucie-Aubrac Paul-Éluard Camille-Claudel
`);
