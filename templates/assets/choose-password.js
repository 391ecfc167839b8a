/* Ticks the criteria that the new password meets while it is typed; the server decides. Without this script the page works all the same. */
const list = document.querySelector('.criteria');
const field = document.getElementById('nouveau');
const lines = [...list.querySelectorAll('li')].filter((line) => line.dataset.least || line.dataset.patterns);

for (const line of lines) {
  const said = document.createElement('span');
  said.className = 'visually-hidden';
  line.append(said);
}

const meets = ({ dataset }, text) => {
  if (dataset.least) return [...text].length >= Number(dataset.least);
  const patterns = dataset.patterns.trim().split(' ');
  const found = patterns.filter((pattern) => new RegExp(pattern, 'u').test(text));
  return found.length >= Number(dataset.wanted);
};

const tick = () => {
  const text = field.value.normalize('NFKC');
  for (const line of lines) {
    const met = text !== '' && meets(line, text);
    line.classList.toggle('met', met);
    line.lastElementChild.textContent = met ? ` ${list.dataset.met}` : '';
  }
};
field.addEventListener('input', tick);
tick();
