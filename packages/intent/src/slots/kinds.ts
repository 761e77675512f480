/** The words by which people say what kind of thing a name is of. */
export const nouns: Readonly<Record<string, string>> = {
  namespace:
    'namespaces?|ns|namensraum|namensraums|espace de noms|espacio de nombres|ネームスペース|名前空間|命名空间|네임스페이스',
  workload:
    'deployments?|deploy|deploiement|despliegue|implantacao|statefulsets?|sts|daemonsets?|ds|replicasets?|workloads?|デプロイメント|ワークロード|工作负载|部署',
  pod: 'pods?|ポッド',
  container: 'containers?|initcontainers?|init containers?|sidecars?|contenedor|conteneur|コンテナ|容器',
  node: 'nodes?|knoten|noeud|nodo|no|worker node|ノード|节点|노드',
  service: 'services?|svc|servicio|dienst|servico|servizio|サービス|服务',
  ingress: 'ingress|ingresses',
  cluster: 'clusters?|klaster|クラスター|クラスタ|集群',
  account: 'accounts?|konto|cuenta|compte|conta|account alias|アカウント|账户|账号',
  region: 'regions?|region|regiao|regione|regio|リージョン|区域',
  bucket: 'buckets? s3|buckets?|s3 bucket|バケット|存储桶',
  function:
    'fonction lambda|funcion lambda|funcao lambda|funzione lambda|functions?|lambdas?|lambda functions?|lambda-funktion|funktion|funcion|funcion lambda|fonction|fonction lambda|funcao|funcao lambda|funzione|lambda関数|関数|函数',
  database:
    '(?:base de datos|base de donnees|banco de dados|banco|instancia|instance|istanza|instanz) (?:rds|aurora)|(?:rds|db|mysql|postgres|postgresql|mariadb|oracle|aurora) (?:instances?|databases?|db|replica|clusters?)|(?:rds|aurora|db) clusters?|databases?|db|rds|rds instances?|db instances?|aurora|aurora clusters?|datenbank|rds-datenbank|base de datos|base de donnees|bdd|banco de dados|banco|データベース|数据库',
  load_balancer:
    'load balancers?|loadbalancers?|alb|nlb|elb|lastverteiler|balanceador|repartiteur|ロードバランサー|负载均衡器|负载均衡',
  target_group: 'target groups?|targetgroups?',
  autoscaling_group:
    'asg|auto ?scaling groups?|scaling groups?|groups?|auto-scaling-gruppe|オートスケーリンググループ|伸缩组',
  queue:
    '(?:cola|file|fila|coda|queue) sqs|queues?|sqs|sqs queues?|dlq|warteschlange|sqs-queue|cola|file|fila|coda|キュー|队列',
  table:
    '(?:tables?|tabla|tabela|tabella|tabelle) dynamodb|tables?|dynamodb tables?|tabelle|tabla|tabela|tabella|テーブル|表',
  node_group: 'node ?groups?|managed node groups?|nodepools?|node pools?',
  role: 'iam roles?|roles?|rolle|rol|ロール|角色',
  user: 'iam users?|users?|benutzer|usuario|utilisateur|utente|ユーザー|用户',
  instance: 'ec2 instances?|instances?|instanz|ec2-instanz|instancia|istanza|vm|server|インスタンス|实例',
  group:
    'security groups?|sg|sicherheitsgruppe|grupo de seguridad|groupe de securite|grupo de seguranca|セキュリティグループ|安全组',
  quota: 'quotas?',
  certificate: 'certificates?',
  host: 'hosts?|hostname|domain',
  volume: 'pvcs?|persistent ?volume ?claims?|claimed by|claims?|volumes?',
};

/** Kinds as `kubectl` writes them before a slash. */
export const slashed: Readonly<Record<string, string>> = {
  workload: 'deploy|deployments?|sts|statefulsets?|ds|daemonsets?|rs|replicasets?|jobs?|cronjobs?|rollouts?',
  pod: 'po|pods?',
  node: 'no|nodes?',
  namespace: 'ns|namespaces?',
  service: 'svc|services?',
  ingress: 'ing|ingress',
};

/** Kinds that a name follows and never precedes: `job backup`, since a `backup job` may be any. */
export const leading: Readonly<Record<string, string>> = {
  workload: 'jobs?|cronjobs?|cron jobs?|cron-jobs?|tarea|tache|tarefa|hpas?|autoscaler|ジョブ',
};

/** Every single word by which kinds are told, for typing errors in them. */
export const kindWords: ReadonlySet<string> = new Set(
  [...Object.values(nouns), ...Object.values(leading)]
    .flatMap((kinds) => kinds.split('|'))
    .flatMap((kind) => (kind.endsWith('s?') ? [kind.slice(0, -2), kind.slice(0, -1)] : [kind]))
    .filter((kind) => /^[a-z]{5,}$/.test(kind)),
);
