type Values = Record<string, string | readonly string[] | undefined>;

/** Escapes as the academies' export does: `&apos;` inside values (domain 14.1). */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&apos;');
}

/** The beginning of a file of the AAF. */
export function aafHead(encoding = 'UTF-8'): string {
  return `<?xml version="1.0" encoding="${encoding}"?>\n<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">\n<ficAlimMENESR>\n`;
}

export const aafTail = '</ficAlimMENESR>\n';

/** A whole AAF file of these requests. */
export function aafFile(...requests: readonly string[]): string {
  return `${aafHead()}${requests.join('')}${aafTail}`;
}

/** An addRequest: attributes that are undefined are left out, and lists become several values. */
export function addRequest(category: string, id: string, values: Values): string {
  return `<addRequest>\n${head(category, id)}<attributes>\n${attributes('attr', values)}</attributes>\n</addRequest>\n`;
}

/** A modifyRequest, which replaces the attributes it names. */
export function modifyRequest(category: string, id: string, values: Values): string {
  return `<modifyRequest>\n${head(category, id)}<modifications>\n${attributes('modification', values)}</modifications>\n</modifyRequest>\n`;
}

export function deleteRequest(category: string, id: string): string {
  return `<deleteRequest>\n${head(category, id)}</deleteRequest>\n`;
}

function head(category: string, id: string): string {
  const name = /Etab/.test(category) ? 'categorieStructure' : 'categoriePersonne';
  return `<operationalAttributes><attr name="${name}"><value>${category}</value></attr></operationalAttributes>\n<identifier><id>${id}</id></identifier>\n`;
}

function attributes(element: 'attr' | 'modification', values: Values): string {
  const operation = element === 'modification' ? ' operation="replace"' : '';
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const list = [value].flat().map((one) => `<value>${escapeXml(one ?? '')}</value>`);
      return `<${element} name="${name}"${operation}>${list.join('')}</${element}>\n`;
    })
    .join('');
}
