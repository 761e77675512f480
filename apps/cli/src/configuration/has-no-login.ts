/** Whether an address holds no user name and no password; what is no address holds none. */
export function hasNoLogin(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}
