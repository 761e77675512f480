const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/** Words that stand where a name could and are none: `node cpu`, `in kubernetes`, `our pods`. */
export const tradeWords: ReadonlySet<string> = list(`
  cpu cpus memory mem ram disk disks load usage use used utilization utilisation pressure throttling throttled saturation saturated high higher highest hot low lower slow busy idle normal
  healthy unhealthy fine full empty pegged maxed usually general total k8s kubernetes eks gke aks aws gcp azure ec2 rds s3 ecs sqs iam lambda lambdas cloud cluster clusters node nodes pod pods container containers
  namespace namespaces ns deployment deployments deploy deploys workload workloads service services app apps application applications replica replicas region regions zone zones last past hour hours minute minutes today yesterday
  cost costs bill everything anything something something's itself top consumers pool pools group groups order time times day days week weeks month months internet world public private production
  statefulset statefulsets daemonset daemonsets job jobs cronjob cronjobs ingress ingresses secret secrets configmap configmaps volume volumes pvc pvcs pv hpa hpas pdb pdbs autoscaler policy policies role roles user users root key keys
  instance instances bucket buckets queue queues function functions table tables database databases db dbs alb albs elb elbs nlb balancer balancers load-balancer load-balancers cert certs certificate certificates quota quotas limit limits request requests
  error errors failure failures failed failing fail fails crash crashing crashes restart restarts restarting restarted pending stuck terminating running ready notready evicted oom oomkilled killed down up back off out on over version versions image images
  security account accounts vpc vpcs subnet subnets network traffic firewall rule rules port ports ip ips address addresses gateway gateways nat eip eips endpoint endpoints dns tls ssl https http api-server apiserver
  new old all any every each some few many more most other another same own both which what whats why who how where when that this these those there here still always never again now currently recently suddenly
  is are was were be been being has have had do does did will would can could should may might must not no yes please help show list find check tell give get make see look keep keeps kept using used eating burning growing filling getting going
  prod staging dev test live state status health healthcheck check checks event events log logs alert alerts alarm alarms metric metrics change changes changed happened incident outage timeline deployments rollout rollouts release releases update upgrade scale scaling autoscaling scheduler
  wrong bad broken ok okay good slow fast better worse issue issues problem problems thing things stuff work works working system systems server servers machine machines box boxes host hosts vm vms name names type types size sizes kind kinds number numbers count counts list lists
  single multiple several certain particular specific entire whole part default current latest recent previous next first second third final main kube-system-wide control plane worker workers master bind bound mount mounted attach attached
  der die das den dem des ein eine einen einem einer und oder mit ohne auf aus bei nach von vor zu zum zur im in ist sind wird werden warum was wer wie wo welche welcher welches unser unsere unserem unseren unserer mein meine alle allen aller jeder jede jedes noch schon auch nicht kein keine bitte
  el la los las un una unos unas de del y o con sin en por para que quien como donde cuando esta estan es son todo todos toda todas nuestro nuestra nuestros nuestras mi mis
  le les un une des du et ou avec sans sur dans par pour que qui quoi comment quand est sont tout tous toute toutes notre nos mon ma mes ce cette ces
  o os a as um uma uns umas e ou com sem no na nos nas em por para que quem como onde quando esta estao sao todo todos toda todas nosso nossa nossos nossas meu minha
  il lo gli i uno e con senza su nel nella nei nelle per che chi come dove quando sono tutto tutti tutta tutte nostro nostra nostri nostre
  het een en of met zonder op uit bij na van voor te naar is zijn wordt worden waarom wat wie hoe waar welke onze mijn alle
  cluster's clusters' knoten noeud noeuds nodo nodos nodi nubes nube konto konten cuenta cuentas compte comptes conta contas rechnung instanz instanzen instancia instancias istanza istanze datenbank datenbanken speicher bedrijf netzwerk red reseau rede
  servicio servicios aplicacion aplicaciones servidor servidores serveur serveurs dienst dienste produccion produktion producao produzione productie`);
