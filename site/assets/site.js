// Search, the choice of colours and copying: all that the site does beyond being read. Without it nothing is missing but these.
(() => {
  const root = document.currentScript.dataset.root;
  const tools = document.getElementById('tools');

  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // Colours
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const toggle = make('button', { type: 'button', class: 'theme' });
  const nameToggle = () => {
    toggle.textContent = isDark() ? 'Light' : 'Dark';
    toggle.setAttribute('aria-label', isDark() ? 'Use light colours' : 'Use dark colours');
  };
  toggle.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    nameToggle();
    try {
      localStorage.setItem('theme', document.documentElement.dataset.theme);
    } catch {
      // Then it holds for this page only.
    }
  });
  dark.addEventListener('change', nameToggle);
  nameToggle();

  // The list of pages is long: the one that is open comes into sight.
  const current = document.querySelector('.side [aria-current]');
  const side = current?.closest('.side');
  if (current && current.offsetTop > side.clientHeight - 80) side.scrollTop = current.offsetTop - side.clientHeight / 2;

  // Copying
  for (const block of document.querySelectorAll('pre')) {
    const button = make('button', { type: 'button', class: 'copy', 'aria-label': 'Copy this code' }, 'Copy');
    const wrap = make('div', { class: 'code' });
    block.replaceWith(wrap);
    wrap.append(block, button);
    button.addEventListener('click', async () => {
      const text = block.textContent.replace(/^\$ /gm, '');
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(block);
        button.textContent = 'Selected';
      }
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 1500);
    });
  }

  // Search
  const box = make('div', { class: 'search', role: 'search' });
  const input = make('input', {
    type: 'search',
    placeholder: 'Search (press /)',
    'aria-label': 'Search the documentation',
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': 'hits',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const hits = make('ul', { id: 'hits', role: 'listbox', 'aria-label': 'Found', hidden: '' });
  const status = make('p', { class: 'visually-hidden', role: 'status' });
  box.append(input, hits, status);
  tools.append(box, toggle);

  let ready;
  const load = (file) =>
    new Promise((resolve, reject) => {
      const script = make('script', { src: `${root}assets/${file}` });
      script.addEventListener('load', resolve);
      script.addEventListener('error', reject);
      document.head.append(script);
    });
  const prepare = () => {
    ready ??= load('minisearch.js').then(
      () =>
        new Promise((resolve, reject) => {
          window.cloudopsSearch = ({ fields, index, shown }) =>
            resolve({ index: window.MiniSearch.loadJS(index, { fields }), shown });
          load('search-index.js').catch(reject);
        }),
    );
    return ready;
  };

  let active = -1;
  const items = () => [...hits.querySelectorAll('[role=option]')];
  const activate = (next) => {
    const all = items();
    if (all.length === 0) return;
    active = (next + all.length) % all.length;
    for (const [position, item] of all.entries()) item.setAttribute('aria-selected', String(position === active));
    all[active].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', all[active].id);
  };
  const close = () => {
    hits.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const show = (found, shown, query) => {
    hits.replaceChildren(
      ...found.map(({ id }, position) => {
        const [url, title, page, group, text] = shown[id];
        const item = make('li', { role: 'option', id: `hit-${position}`, 'aria-selected': 'false' });
        const link = make('a', { href: root + url, tabindex: '-1' });
        link.append(make('strong', {}, title), make('small', {}, page === '' ? group : `${group} · ${page}`));
        if (text !== '') link.append(make('span', {}, text));
        item.append(link);
        return item;
      }),
    );
    if (found.length === 0) hits.append(make('li', { class: 'none' }, `Nothing found for “${query}”.`));
    status.textContent = found.length === 0 ? 'Nothing found' : `${found.length} found`;
    hits.hidden = false;
    active = -1;
    input.setAttribute('aria-expanded', 'true');
  };
  let latest = 0;
  input.addEventListener('input', async () => {
    const query = input.value.trim();
    latest += 1;
    const mine = latest;
    if (query === '') return close();
    const { index, shown } = await prepare();
    if (mine !== latest) return;
    const wanted = query.toLowerCase();
    const named = ([, title, page]) => [title, title.replace(/^cloudops /, ''), page].map((name) => name.toLowerCase());
    const options = {
      prefix: true,
      fuzzy: (term) => (term.length > 4 && !/\d/.test(term) ? 0.2 : false),
      boost: { title: 4, page: 2 },
      combineWith: 'AND',
      // Whoever types a code, a key or a command wants just that.
      boostDocument: (id) => shown[id][5] * (named(shown[id]).some((name) => name.startsWith(wanted)) ? 8 : 1),
    };
    let found = index.search(query, options);
    if (found.length === 0) found = index.search(query, { ...options, combineWith: 'OR' });
    show(found.slice(0, 12), shown, query);
  });
  input.addEventListener('focus', () => {
    prepare().catch(() => {
      status.textContent = 'The search could not be loaded';
    });
    if (input.value.trim() !== '' && hits.childElementCount > 0) hits.hidden = false;
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') activate(active + 1);
    else if (event.key === 'ArrowUp') activate(active - 1);
    else if (event.key === 'Enter') (items()[active] ?? items()[0])?.querySelector('a')?.click();
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    if (!box.contains(event.target)) close();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.closest?.('input, textarea, select') !== null && event.target.closest !== undefined;
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
})();
