# oauth-browser.py ADDRESS - a person with a browser: opens it, fills in each form as `shop`, says yes to everything, and
# prints the address that this ended at.
import html.parser, http.cookiejar, sys, urllib.parse, urllib.request


class Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'form':
            self.forms.append((a.get('action') or '', (a.get('method') or 'get').lower(), {}))
        elif tag in ('input', 'button') and self.forms and a.get('name') and a.get('name') != 'abort':
            self.forms[-1][2][a['name']] = a.get('value') or ('shop' if tag == 'input' else '')


browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
answer = browser.open(sys.argv[1], timeout=20)
for step in range(10):
    page, here = answer.read().decode(), answer.geturl()
    forms = Forms()
    forms.feed(page)
    if not forms.forms:
        break
    action, method, fields = forms.forms[0]
    if 'login' in fields:
        fields.update(login='shop', password='x')
    answer = browser.open(urllib.parse.urljoin(here, action or here), urllib.parse.urlencode(fields).encode(), timeout=20)
print(here)
